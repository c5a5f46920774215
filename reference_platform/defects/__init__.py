"""The platform with one mistake in it: does the acceptance suite notice?

`python -m reference_platform.defects list --json` names the mistakes, `python -m reference_platform.defects
run NAME SERVICE` runs a service of the platform with one of them. There is one module for each capability.
"""
