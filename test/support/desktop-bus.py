"""A desktop's tray and notifications, as far as programs see them: takes what they show, says so, and clicks when told to.

Lines out: `registered SERVICE PATH`, `menu LABEL` for each entry of the last item's menu, `clicked`, and
`notified {"summary": ..., "body": ...}`. Lines in: `click` on the tray's item, `menu`, `open` the last notification.
Source of the interfaces: freedesktop's StatusNotifierItem and Desktop Notifications, Canonical's dbusmenu.
"""
import json
import sys
import threading

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

WATCHER = 'org.kde.StatusNotifierWatcher'
ITEM = 'org.kde.StatusNotifierItem'
NOTIFICATIONS = 'org.freedesktop.Notifications'
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


class Daemon(dbus.service.Object):
    def __init__(self, bus):
        super().__init__(dbus.service.BusName(NOTIFICATIONS, bus), '/org/freedesktop/Notifications')
        self.last = 0

    @dbus.service.method(NOTIFICATIONS, out_signature='as')
    def GetCapabilities(self):
        return ['body', 'body-markup', 'actions']

    @dbus.service.method(NOTIFICATIONS, out_signature='ssss')
    def GetServerInformation(self):
        return ('test', 'Hallway', '1', '1.2')

    @dbus.service.method(NOTIFICATIONS, in_signature='susssasa{sv}i', out_signature='u')
    def Notify(self, app, replaces, icon, summary, body, actions, hints, expires):
        self.last += 1
        say('notified %s' % json.dumps({'summary': summary, 'body': body}))
        return self.last

    @dbus.service.method(NOTIFICATIONS, in_signature='u')
    def CloseNotification(self, number):
        self.NotificationClosed(number, 3)

    @dbus.service.signal(NOTIFICATIONS, signature='uu')
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NOTIFICATIONS, signature='us')
    def ActionInvoked(self, number, action):
        pass

    def open(self):
        self.ActionInvoked(self.last, 'default')


DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()
watcher = Watcher(bus)
daemon = Daemon(bus)
calls = {'click': watcher.click, 'menu': watcher.menu, 'open': daemon.open}
loop = GLib.MainLoop()


def read():
    for line in sys.stdin:
        GLib.idle_add(calls[line.strip()])
    GLib.idle_add(loop.quit)


threading.Thread(target=read, daemon=True).start()
say('ready')
loop.run()
