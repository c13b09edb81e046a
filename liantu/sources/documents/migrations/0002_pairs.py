"""The index of neighbouring characters: a full-text table of SQLite, a plain one with an inverted index of PostgreSQL."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE TABLE documents_pairs (rowid bigint PRIMARY KEY, words text NOT NULL)")
        schema_editor.execute("CREATE INDEX documents_pairs_words ON documents_pairs USING gin (to_tsvector('simple', words))")
    else:
        schema_editor.execute("CREATE VIRTUAL TABLE documents_pairs USING fts5(words)")


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE documents_pairs")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
