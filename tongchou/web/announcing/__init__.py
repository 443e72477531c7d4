"""本人申報: the public page on which people announce their own return, and the desk's page of what came."""
