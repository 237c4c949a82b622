"""A tenant directory in memory."""


class FakeTenants:
    """Profiles by id."""

    def __init__(self):
        self._profiles = {}

    def find(self, tenant_id):
        return self._profiles.get(tenant_id)

    def save(self, profile):
        self._profiles[profile.tenant_id] = profile

    def ids(self):
        return tuple(sorted(self._profiles))
