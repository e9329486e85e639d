/* How machine code asks what the engine asks most: whether a set has a word, whether two sets meet, and what several
   have together (setup.py).

   mypyc asks the last two as it calls any method, five times as dear, and all through calls into Python. Words are one
   object nearly always, so that none is compared letter by letter. */

#include <Python.h>

/* Python's own way through a table (set_lookkey in Objects/setobject.c, 3.10 to 3.14): so many places behind the first
   one are looked at, where there are as many, and then it leaps on, by so many bits of the hash. */
#define NEXT_PLACES 9
#define LEAP_BITS 5

static inline int Set_HasAt(PyObject *set, PyObject *item, Py_hash_t hash) {
    setentry *table = ((PySetObject *)set)->table;
    size_t mask = (size_t)((PySetObject *)set)->mask, leap = (size_t)hash, at = (size_t)hash & mask;
    for (;;) {
        setentry *entry = &table[at], *last = entry + (at + NEXT_PLACES <= mask ? NEXT_PLACES : 0);
        for (; entry <= last; entry++) {
            if (entry->key == item)
                return 1;
            if (entry->key == NULL)
                return 0;
            if (entry->hash == hash) /* perhaps the same word, in another object */
                return PySet_Contains(set, item);
        }
        leap >>= LEAP_BITS;
        at = (at * 5 + 1 + leap) & mask;
    }
}

static inline int Set_HasWord(PyObject *set, PyObject *word) {
    Py_hash_t hash = ((PyASCIIObject *)word)->hash; /* -1: not known yet */
    return hash == -1 ? PySet_Contains(set, word) : Set_HasAt(set, word, hash);
}

static int Set_IsDisjoint(PyObject *one, PyObject *other) {
    if (PySet_GET_SIZE(one) > PySet_GET_SIZE(other)) {
        PyObject *larger = one;
        one = other;
        other = larger;
    }
    setentry *entry = ((PySetObject *)one)->table;
    for (Py_ssize_t left = PySet_GET_SIZE(one); left > 0; entry++) {
        if (entry->key == NULL || entry->hash == -1)
            continue; /* nothing, or no longer anything */
        int has = Set_HasAt(other, entry->key, entry->hash);
        if (has != 0)
            return has < 0 ? has : 0;
        left--;
    }
    return 1;
}

static PyObject *Set_OfAll(PyObject *sets) {
    PyObject *all = NULL; /* borrowed while it is one of them */
    int own = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(sets); i++) {
        PyObject *set = PyList_GET_ITEM(sets, i);
        Py_ssize_t left = PySet_GET_SIZE(set);
        if (left == 0 || set == all)
            continue;
        if (all == NULL) {
            all = set;
            continue;
        }
        for (setentry *entry = ((PySetObject *)set)->table; left > 0; entry++) {
            if (entry->key == NULL || entry->hash == -1)
                continue;
            left--;
            int has = Set_HasAt(all, entry->key, entry->hash);
            if (has == 0 && !own) {
                own = 1;
                if ((all = PyFrozenSet_New(all)) == NULL)
                    return NULL;
            }
            if (has < 0 || (has == 0 && PySet_Add(all, entry->key) < 0)) {
                if (own)
                    Py_DECREF(all);
                return NULL;
            }
        }
    }
    if (all == NULL)
        return PyFrozenSet_New(NULL);
    if (!own)
        Py_INCREF(all);
    return all;
}
