package org.servin.auth.apikey.internal;

import java.util.List;

/** Administration of the keys. Thread-safe; what it changes is on disk when it returns, and counts for the next request. */
interface ApiKeys {
    /** Makes a key. This is the only time that it can be seen. */
    KeyText create(KeyRequest request);

    /** All, in the order in which they were made. */
    List<KeyRecord> list();

    /** The key is good no more; it stays on the list. NOT_FOUND if there is none. */
    void revoke(String id);

    /** Takes a key that is not good any more off the list. NOT_FOUND if there is none, CONFLICT if it is still good. */
    void delete(String id);
}
