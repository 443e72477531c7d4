"""The items register: what is kept in a store, in which smallest unit, in which packs, and its lots."""
