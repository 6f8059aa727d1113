"""One file a subcommand of `handrail`; each exports `command`."""
