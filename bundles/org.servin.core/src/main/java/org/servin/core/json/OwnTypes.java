package org.servin.core.json;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;

/** What a mapper knows of types. */
public final class OwnTypes {
    private static final int FIRST = 16;
    private static final int MOST = 200;

    private OwnTypes() { }

    /** For {@code JsonMapper.builder().typeFactory}: a mapper's own. The one that all mappers share otherwise would hold the classes of bundles that were replaced. */
    public static TypeFactory factory() {
        LookupCache<Object, JavaType> cache = new LRUMap<>(FIRST, MOST);
        return TypeFactory.defaultInstance().withCache(cache);
    }
}
