; A server on this computer is of use only if others reach it. With consent, Windows lets them in on private and domain
; networks, never on public ones. The rule stays through updates and goes with the program.
!define hallwayRule "Hallway"

!macro customInstall
  ${ifNot} ${isUpdated}
    IfSilent hallwayFirewallDone
    MessageBox MB_YESNO|MB_ICONQUESTION "Let the people on your network reach a server that you start here?$\r$\nHallway asks Windows to allow it on private networks only." IDNO hallwayFirewallDone
    ExecShellWait "runas" "$SYSDIR\netsh.exe" 'advfirewall firewall add rule name="${hallwayRule}" dir=in action=allow program="$INSTDIR\${APP_EXECUTABLE_FILENAME}" profile=private,domain enable=yes' SW_HIDE
  hallwayFirewallDone:
  ${endIf}
!macroend

!macro customUnInstall
  ${ifNot} ${isUpdated}
    ExecShellWait "runas" "$SYSDIR\netsh.exe" 'advfirewall firewall delete rule name="${hallwayRule}" program="$INSTDIR\${APP_EXECUTABLE_FILENAME}"' SW_HIDE
  ${endIf}
!macroend
