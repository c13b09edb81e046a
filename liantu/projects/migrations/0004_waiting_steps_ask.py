"""Steps that wait for a second person ask for a sign-off, as every flow's do; every line says its verb."""

import yaml
from django.db import migrations
from django.db.models import F

VERIFIERS = ["zone_leadership", "chain_chief", "data_officer"]  # of the shipped plan


def _roles(apps, step):
    """Who may verify every counting stage the step enters or gives up, by the plan the zone published itself."""
    version = apps.get_model("projects", "StagePlanVersion").objects.filter(zone=step.zone, state="published").last()
    try:
        stages = yaml.safe_load(version.text)["stages"] if version is not None else []
        codes = [stage["code"] for stage in stages]
        low, high = sorted((codes.index(step.from_state), codes.index(step.to_state)))
    except (yaml.YAMLError, TypeError, KeyError, ValueError):
        return VERIFIERS
    sets = [stage.get("verifier") or [] for stage in stages[low + 1 : high + 1] if stage.get("counts")]
    return [role for role in VERIFIERS if sets and all(role in one for one in sets)] or VERIFIERS


def ask(apps, schema_editor):
    StageMove, SignOff = apps.get_model("projects", "StageMove"), apps.get_model("signoff", "SignOff")
    StageMove.objects.filter(verb="").update(verb=F("to_state"))
    for step in StageMove.objects.filter(state="proposed", consent=None).select_related("project"):
        if step.taken_by_id is None:  # nobody is left who asked, so nobody can be asked
            step.state = "withdrawn"
            step.save(update_fields=["state"])
            continue
        step.consent = SignOff.objects.create(
            zone=step.zone, kind="stages", title=f"{step.to_state} · {step.project.name}"[:255],
            url=f"/projects/{step.project_id}/", target_type="projects.project", target_id=str(step.project_id),
            target_label=step.project.name[:255], requested_by_id=step.taken_by_id, requested_at=step.taken_at,
            note=step.note, ability="projects.verify",
            steps=[{"name": step.to_state, "roles": _roles(apps, step), "order": 1, "person": None}],
        )
        step.given = {"on": step.on.isoformat()}
        step.save(update_fields=["consent", "given"])


def forget(apps, schema_editor):
    """Backwards: the steps wait as before; the sign-offs that asked for them go."""
    StageMove, SignOff = apps.get_model("projects", "StageMove"), apps.get_model("signoff", "SignOff")
    StageMove.objects.filter(consent__isnull=False).update(consent=None)
    StageMove.objects.filter(state="expired").update(state="withdrawn")
    ours = list(SignOff.objects.filter(kind="stages").values_list("pk", flat=True))
    # Raw, for the steps of other rooms may have lost the column already by which a cascade would look for them.
    Decision, alias = apps.get_model("signoff", "SignOffDecision"), schema_editor.connection.alias
    Decision.objects.filter(signoff_id__in=ours)._raw_delete(alias)
    SignOff.objects.filter(pk__in=ours)._raw_delete(alias)


class Migration(migrations.Migration):

    dependencies = [('projects', '0003_steps_of_a_flow'), ('signoff', '0002_flows')]

    operations = [migrations.RunPython(ask, forget)]
