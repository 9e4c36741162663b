"""The log and its seals, append-only inside the database."""

from __future__ import annotations

from django.db import migrations, models

from cocaf.audit import triggers


def protect(apps, schema_editor):
    triggers.protect(schema_editor.connection)


def lift(apps, schema_editor):
    triggers.lift(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=160)),
                ("member", models.CharField(max_length=8)),
                ("action", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, db_index=True, max_length=80)),
                ("purpose", models.CharField(blank=True, max_length=60)),
                ("outcome", models.CharField(max_length=60)),
                ("detail", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["at"], name="entry_at")],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_id", models.BigIntegerField()),
                ("to_id", models.BigIntegerField()),
                ("missing", models.JSONField(default=list)),
                ("late", models.JSONField(default=list)),
                ("irregular", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("previous", models.BinaryField(max_length=32, unique=True)),
                ("digests", models.BinaryField()),
                ("hash", models.BinaryField(max_length=32)),
                ("signing_id", models.CharField(max_length=64)),
                ("signature", models.BinaryField(max_length=64)),
                ("checkpoint", models.BinaryField(blank=True, default=b"")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("irregular", True)), fields=["at"], name="seal_irregular_at")
                ],
            },
        ),
        migrations.RunPython(protect, lift),
    ]
