// Package observatorytest holds what the tests of the domain's packages share: the
// comparison with golden values, evidence made of a few counts, and the reading of
// reference data that is not part of the project. Only tests import it.
package observatorytest
