"""Knowledge packs as editors write them: YAML files in, checked records out. The only importer of yaml."""
