"""Bluetooth Low Energy through bleak: finding sensors, one connection, what goes wrong and its cure."""
