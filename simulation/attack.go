package simulation

// The attacker writes every public set as a vector over atoms, which are the
// citizens that no public set tells apart, and looks for sums and differences
// in which almost everybody cancels out: their answers are those of the few who
// are left.

// vector counts how often each atom is in a combination.
type vector []int8

// attack returns the fewest citizens that a combination leaves, and which, when
// they are too few; the combination is empty when there is none.
func (p *publication) attack() (least int, how string) {
	vectors, sizes := p.atoms()
	least = fewest
	found := func(what string, v vector) {
		if n := left(v, sizes, least); n > 0 && n < least {
			least, how = n, what
		}
	}
	combined := make(vector, len(sizes))
	for i, a := range vectors {
		for j, b := range vectors[:i] {
			for k := range a {
				combined[k] = a[k] - b[k]
			}
			found(p.sets[i].name()+" − "+p.sets[j].name(), combined)
		}
	}
	p.three(vectors, found)
	p.four(vectors, found)
	return least, how
}

// three subtracts pairs from every set of the same month.
func (p *publication) three(vectors []vector, found func(string, vector)) {
	if len(vectors) == 0 {
		return
	}
	combined := make(vector, len(vectors[0]))
	for i, a := range vectors {
		for j, b := range vectors {
			if i == j || p.sets[i].month != p.sets[j].month {
				continue
			}
			for k, c := range vectors[:j] {
				if k == i {
					continue
				}
				for atom := range a {
					combined[atom] = a[atom] - b[atom] - c[atom]
				}
				found(p.sets[i].name()+" − "+p.sets[j].name()+" − "+p.sets[k].name(), combined)
			}
		}
	}
}

// four compares the difference of two sets in one month with that of the same
// two in another.
func (p *publication) four(vectors []vector, found func(string, vector)) {
	at := map[string][]int{}
	for i, s := range p.sets {
		at[s.label] = append(at[s.label], i)
	}
	for i := range vectors {
		for j := range vectors[:i] {
			if p.sets[i].month != p.sets[j].month {
				continue
			}
			p.overTime(vectors, i, j, at, found)
		}
	}
}

func (p *publication) overTime(vectors []vector, i, j int, at map[string][]int, found func(string, vector)) {
	combined := make(vector, len(vectors[i]))
	for _, k := range at[p.sets[i].label] {
		for _, l := range at[p.sets[j].label] {
			if k >= i || p.sets[k].month != p.sets[l].month {
				continue
			}
			for atom := range combined {
				combined[atom] = vectors[i][atom] - vectors[j][atom] - vectors[k][atom] + vectors[l][atom]
			}
			found("("+p.sets[i].name()+" − "+p.sets[j].name()+") − the same of "+p.sets[k].name(), combined)
		}
	}
}

func (s public) name() string { return s.label + " of month " + string(rune('A'+s.month)) }

// atoms joins the citizens that are in the same public sets.
func (p *publication) atoms() (vectors []vector, sizes []int) {
	index := map[string]int{}
	vectors = make([]vector, len(p.sets))
	for c := range p.town {
		signature := make([]byte, len(p.sets))
		public := false
		for i, s := range p.sets {
			if s.members[c] {
				signature[i], public = 1, true
			}
		}
		if !public {
			continue
		}
		atom, known := index[string(signature)]
		if !known {
			atom = len(sizes)
			index[string(signature)] = atom
			sizes = append(sizes, 0)
			for i := range vectors {
				vectors[i] = append(vectors[i], int8(signature[i]))
			}
		}
		sizes[atom]++
	}
	return vectors, sizes
}

// left counts the citizens that do not cancel out, and stops at enough.
func left(v vector, sizes []int, enough int) (n int) {
	for atom, times := range v {
		if times != 0 {
			if n += sizes[atom]; n >= enough {
				return n
			}
		}
	}
	return n
}
