"""The air between virtual radios: controllers of Bumble that can be cancelled, and links that can break."""

import asyncio

from bumble import hci
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.device import Device
from bumble.host import Host
from bumble.link import LocalLink

LINK_TIMEOUT = hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR


class FixedController(Controller):
    """Bumble's controller, but a connection under way can be cancelled (there it goes on for ever)."""

    def on_hci_le_create_connection_cancel_command(self, command):
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is not None:
            self.send_hci_packet(
                hci.HCI_LE_Connection_Complete_Event(
                    status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
                    connection_handle=0,
                    role=hci.Role.CENTRAL,
                    peer_address_type=pending.peer_address.address_type,
                    peer_address=pending.peer_address,
                    connection_interval=0,
                    peripheral_latency=0,
                    supervision_timeout=0,
                    central_clock_accuracy=0,
                )
            )
        return super().on_hci_le_create_connection_cancel_command(command)


class Air(LocalLink):
    """A local link on which two stations can lose each other without a word."""

    def part(self, *controllers):
        """End every connection of these controllers as by distance; both sides notice, nothing is said."""
        for one in controllers:
            for connection in list(one.le_connections.values()):
                other = self.find_le_controller(connection.peer_address)
                back = None if other is None else other.le_connections.get(connection.self_address)
                one.on_le_disconnected(connection, LINK_TIMEOUT)
                if back is not None:
                    other.on_le_disconnected(back, LINK_TIMEOUT)

    def send_ll_control_pdu(self, sender_address, receiver_address, packet):
        """Send; to somebody who has gone it is lost, as on a real link."""
        if self.find_le_controller(receiver_address) is not None:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)

    def send_acl_data(self, sender_controller, destination_address, transport, data):
        """Send; what arrives after the link broke is lost."""
        receiver = self.find_le_controller(destination_address)
        source = sender_controller.random_address

        def deliver():
            if source in receiver.le_connections:
                receiver.on_link_acl_data(source, PhysicalTransport.LE, data)

        if receiver is not None:
            asyncio.get_running_loop().call_soon(deliver)


def new_device(air, name, address):
    """Return a station on the air, not switched on, and its controller."""
    controller = FixedController(name, link=air)
    host = Host(controller, controller)
    return Device(name=name, address=hci.Address(address), host=host), controller
