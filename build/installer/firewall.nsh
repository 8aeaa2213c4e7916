; A server on this computer is of use only if others reach it. With consent, Windows lets them in on private and domain
; networks, never on public ones. The rule stays through updates and goes with the program.
!define hallwayRule "Hallway"

!macro customInstall
  ${ifNot} ${isUpdated}
    IfSilent hallwayFirewallDone
    ; A LangString would have to be there for every language of the installer; 2052 is Chinese.
    StrCmp $LANGUAGE 2052 hallwayFirewallZh
    MessageBox MB_YESNO|MB_ICONQUESTION "Let the people on your network reach a server that you start here?$\r$\nHallway asks Windows to allow it on private networks only." IDYES hallwayFirewallAllow IDNO hallwayFirewallDone
  hallwayFirewallZh:
    MessageBox MB_YESNO|MB_ICONQUESTION "允许同一网络里的人连接你在这里启动的服务器吗？$\r$\nHallway 只会请 Windows 在专用网络上放行。" IDNO hallwayFirewallDone
  hallwayFirewallAllow:
    ExecShellWait "runas" "$SYSDIR\netsh.exe" 'advfirewall firewall add rule name="${hallwayRule}" dir=in action=allow program="$INSTDIR\${APP_EXECUTABLE_FILENAME}" profile=private,domain enable=yes' SW_HIDE
  hallwayFirewallDone:
  ${endIf}
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    ExecShellWait "runas" "$SYSDIR\netsh.exe" 'advfirewall firewall delete rule name="${hallwayRule}" program="$INSTDIR\${APP_EXECUTABLE_FILENAME}"' SW_HIDE
  ${endIf}
!macroend
