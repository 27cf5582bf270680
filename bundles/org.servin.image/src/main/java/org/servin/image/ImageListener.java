package org.servin.image;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A service that is told what happens to images; must be quick. */
@ConsumerType
public interface ImageListener {
    /** Action {@code pull}, {@code push}, {@code tag}, {@code untag}, {@code delete}, {@code load}, {@code import}, {@code save}; id or reference; attributes. */
    void happened(String action, String id, Map<String, String> attributes);
}
