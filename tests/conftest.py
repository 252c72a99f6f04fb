"""How hard Hypothesis tries: ATTAIN_HYPOTHESIS_PROFILE is `default`, `ci`, `long` or `mutation`."""

import os

from hypothesis import Phase, settings

collect_ignore = [
    "hostile",  # run by their own sessions
    "mutation",
    "plugins",  # sources of distributions, some of them broken on purpose
]

# No deadlines: on a busy machine they fail tests that are right.
settings.register_profile("default", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=5_000, deadline=None)
settings.register_profile(
    "mutation",
    max_examples=5,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # that a test fails is enough
)
settings.load_profile(os.environ.get("ATTAIN_HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default"))
