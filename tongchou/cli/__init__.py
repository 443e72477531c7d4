"""The `tongchou` command: every list, verb and figure that the pages give. Everything that prints takes `--json`."""
