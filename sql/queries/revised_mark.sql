-- Before a revision: the satisfaction that is public of a procedure's window.
SELECT any(tuple(value)).1, any(n)
FROM indicators FINAL
WHERE as_of = {as_of:Date} AND procedure = {procedure:String} AND kind = {kind:String}
