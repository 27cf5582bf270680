package org.servin.core.stream;

import org.osgi.annotation.versioning.ProviderType;

/** Opens sessions on containers; {@code ref} as in {@link org.servin.core.container.Containers}. Thread-safe. */
@ProviderType
public interface Streams {
    /** Attaches to a container, running or about to be started. What it writes after this returns will be seen. CONFLICT if it is paused. */
    StreamSession attach(String ref, AttachOptions options);

    /** Reads a container's log; the session takes no input. */
    StreamSession logs(String ref, LogOptions options);
}
