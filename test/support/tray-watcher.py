"""A desktop's tray, as far as programs see it: takes their items, says so, and clicks on them when told to.

Lines out: `registered SERVICE PATH`, `menu LABEL` for each entry of the first item's menu, `clicked`. Lines in: `click`, `menu`.
Source of the interfaces: freedesktop's StatusNotifierItem and Canonical's dbusmenu.
"""
import sys
import threading

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
PROPERTIES = 'org.freedesktop.DBus.Properties'


def say(line):
    print(line, flush=True)


class Watcher(dbus.service.Object):
    def __init__(self, bus):
        super().__init__(dbus.service.BusName(WATCHER, bus), '/StatusNotifierWatcher')
        self.bus = bus
        self.items = []

    @dbus.service.method(WATCHER, in_signature='s', sender_keyword='sender')
    def RegisterStatusNotifierItem(self, service, sender=None):
        place = (sender, service) if service.startswith('/') else (service, '/StatusNotifierItem')
        self.items.append(place)
        say('registered %s %s' % place)

    @dbus.service.method(WATCHER, in_signature='s')
    def RegisterStatusNotifierHost(self, service):
        pass

    @dbus.service.method(PROPERTIES, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        return self.GetAll(interface)[name]

    @dbus.service.method(PROPERTIES, in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        return {
            'IsStatusNotifierHostRegistered': dbus.Boolean(True),
            'ProtocolVersion': dbus.Int32(0),
            'RegisteredStatusNotifierItems': dbus.Array([s + p for s, p in self.items], signature='s'),
        }

    def click(self):
        service, path = self.items[-1]
        self.bus.get_object(service, path).Activate(0, 0, dbus_interface=ITEM)
        say('clicked')

    def menu(self):
        service, path = self.items[-1]
        item = self.bus.get_object(service, path)
        menu = item.Get(ITEM, 'Menu', dbus_interface=PROPERTIES)
        layout = self.bus.get_object(service, menu).GetLayout(0, -1, dbus.Array([], signature='s'), dbus_interface='com.canonical.dbusmenu')
        for _, properties, _ in layout[1][2]:
            if 'label' in properties:
                say('menu %s' % properties['label'])
        say('menu.')


DBusGMainLoop(set_as_default=True)
watcher = Watcher(dbus.SessionBus())
loop = GLib.MainLoop()


def read():
    for line in sys.stdin:
        GLib.idle_add(getattr(watcher, line.strip()))
    GLib.idle_add(loop.quit)


threading.Thread(target=read, daemon=True).start()
say('ready')
loop.run()
