"""Operational data: schema, migrations, and every SQL statement."""
