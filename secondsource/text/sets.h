/* How machine code asks what the engine asks most: whether a set has a word, and whether two sets meet (setup.py).

   mypyc asks the second as it calls any method, five times as dear. Where a word is in a set is told by its hash: the
   first place settles most, and Python itself the rest. */

#include <Python.h>

static inline int Set_HasAt(PyObject *set, PyObject *item, Py_hash_t hash) {
    setentry *first = &((PySetObject *)set)->table[hash & ((PySetObject *)set)->mask];
    return first->key == item ? 1 : first->key == NULL ? 0 : PySet_Contains(set, item);
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
