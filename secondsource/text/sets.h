/* How machine code asks what the engine asks most: whether a set has a word, whether two sets meet, what is in both or
   only in one, and what several have together; of a list of yes and no, whether there is a yes (setup.py).

   mypyc asks most of it as it calls any method, five times as dear, and all through calls into Python. Words are one
   object nearly always, so that none is compared letter by letter. */

#include <Python.h>

/* Python's own way through a table (set_lookkey in Objects/setobject.c, 3.10 to 3.14): so many places behind the first
   one are looked at, where there are as many, and then it leaps on, by so many bits of the hash. */
#define NEXT_PLACES 9
#define LEAP_BITS 5

/* Where an item is, or would be (then its key is NULL); NULL where only a comparison can tell. */
static inline setentry *Set_Place(PyObject *set, PyObject *item, Py_hash_t hash) {
    setentry *table = ((PySetObject *)set)->table;
    size_t mask = (size_t)((PySetObject *)set)->mask, leap = (size_t)hash, at = (size_t)hash & mask;
    if (table[at].key == item || table[at].key == NULL) /* nearly always */
        return &table[at];
    for (;;) {
        setentry *entry = &table[at], *last = entry + (at + NEXT_PLACES <= mask ? NEXT_PLACES : 0);
        for (; entry <= last; entry++) {
            if (entry->key == item || entry->key == NULL)
                return entry;
            if (entry->hash == hash) /* perhaps the same word, in another object */
                return NULL;
        }
        leap >>= LEAP_BITS;
        at = (at * 5 + 1 + leap) & mask;
    }
}

static inline int Set_HasAt(PyObject *set, PyObject *item, Py_hash_t hash) {
    setentry *entry = Set_Place(set, item, hash);
    return entry == NULL ? PySet_Contains(set, item) : entry->key != NULL;
}

static inline int Set_HasWord(PyObject *set, PyObject *word) {
    Py_hash_t hash = ((PyASCIIObject *)word)->hash; /* -1: not known yet */
    return hash == -1 ? PySet_Contains(set, word) : Set_HasAt(set, word, hash);
}

/* Whether the other has all of a set, or nothing of it. */
static inline int Set_AllAre(PyObject *set, PyObject *other, int had) {
    setentry *entry = ((PySetObject *)set)->table;
    for (Py_ssize_t left = PySet_GET_SIZE(set); left > 0; entry++) {
        if (entry->key == NULL || entry->hash == -1)
            continue; /* nothing, or no longer anything */
        int has = Set_HasAt(other, entry->key, entry->hash);
        if (has != had)
            return has < 0 ? has : 0;
        left--;
    }
    return 1;
}

static int Set_IsWithin(PyObject *one, PyObject *other) {
    return Set_AllAre(one, other, 1);
}

static int Set_IsDisjoint(PyObject *one, PyObject *other) {
    return PySet_GET_SIZE(one) > PySet_GET_SIZE(other) ? Set_AllAre(other, one, 0) : Set_AllAre(one, other, 0);
}

/* Most words are longer than the marks that they are looked for among. */
static inline int Str_HasPart(PyObject *text, PyObject *part) {
    return PyUnicode_GET_LENGTH(part) > PyUnicode_GET_LENGTH(text) ? 0 : PyUnicode_Contains(text, part);
}

static int List_HasTrue(PyObject *flags) {
    int is = 0;
    for (Py_ssize_t i = 0; is == 0 && i < PyList_GET_SIZE(flags); i++)
        is = PyObject_IsTrue(PyList_GET_ITEM(flags, i));
    return is;
}

/* Into a set that nobody has yet. */
static inline int Set_Put(PyObject *set, PyObject *item, Py_hash_t hash) {
    PySetObject *grown = (PySetObject *)set;
    setentry *place = Set_Place(set, item, hash);
    if (place == NULL || (size_t)grown->fill * 5 + 5 >= (size_t)grown->mask * 3) /* it becomes larger then */
        return PySet_Add(set, item);
    if (place->key == NULL) {
        place->key = Py_NewRef(item);
        place->hash = hash;
        grown->fill++;
        grown->used++;
    }
    return 0;
}

/* What a set has that the other has, or has not. */
static PyObject *Set_Those(PyObject *set, PyObject *other, int have) {
    PyObject *those = PyFrozenSet_New(NULL);
    setentry *entry = ((PySetObject *)set)->table;
    for (Py_ssize_t left = PySet_GET_SIZE(set); left > 0 && those != NULL; entry++) {
        if (entry->key == NULL || entry->hash == -1)
            continue;
        left--;
        int has = Set_HasAt(other, entry->key, entry->hash);
        if (has < 0 || (has == have && Set_Put(those, entry->key, entry->hash) < 0))
            Py_CLEAR(those);
    }
    return those;
}

static PyObject *Set_And(PyObject *one, PyObject *other) {
    return PySet_GET_SIZE(one) > PySet_GET_SIZE(other) ? Set_Those(other, one, 1) : Set_Those(one, other, 1);
}

static PyObject *Set_Less(PyObject *one, PyObject *other) {
    return Set_Those(one, other, 0);
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
            if (!own) {
                setentry *place = Set_Place(all, entry->key, entry->hash);
                if (place != NULL && place->key != NULL)
                    continue;
                own = 1;
                if ((all = PyFrozenSet_New(all)) == NULL)
                    return NULL;
            }
            if (Set_Put(all, entry->key, entry->hash) < 0) {
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
