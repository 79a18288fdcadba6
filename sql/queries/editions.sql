-- Everywhere: each edition as it stands.
SELECT
    id, toString(state), as_of, rules, as_published, replaces, reason, copy, procedures, figures, summary,
    objections, checksum, frozen_at, reply_until, manifest, published_at
FROM editions FINAL
ORDER BY id
