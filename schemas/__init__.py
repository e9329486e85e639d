"""What travels: bytes <-> model. Parse at the door."""
