"""The bulletin on the desk: read in three languages, downloaded, frozen at a cut."""
