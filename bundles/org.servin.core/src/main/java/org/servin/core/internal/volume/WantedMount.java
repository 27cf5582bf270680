package org.servin.core.internal.volume;

import java.util.Map;
import java.util.Optional;

/**
 * A mount that a container's configuration asks for, checked.
 *
 * @param type what it is
 * @param source path on the host, or the volume's name; empty for an anonymous volume and for tmpfs
 * @param target absolute path in the container
 * @param mode as written
 * @param writable whether it may be written to
 * @param propagation as in mount(8); empty for the default
 * @param copies whether an empty volume is filled from the image
 * @param driver the volume's driver; empty for the default
 * @param options the volume's options
 * @param labels the volume's labels
 * @param declared whether only an image or {@code Volumes} of a configuration names it
 */
public record WantedMount(Type type, String source, String target, String mode, boolean writable, String propagation, boolean copies, String driver,
        Optional<Map<String, String>> options, Optional<Map<String, String>> labels, boolean declared) {
    /** Kinds of mount, spelled as in the API when in lower case. */
    public enum Type { BIND, VOLUME, TMPFS }

    /** An anonymous volume that an image or a configuration declares. */
    static WantedMount declared(String target, String driver) {
        return new WantedMount(Type.VOLUME, "", target, "", true, "", true, driver, Optional.empty(), Optional.empty(), true);
    }

    /** One that is asked for by its own entry. */
    WantedMount(Type type, String source, String target, String mode, boolean writable, String propagation, boolean copies, String driver,
            Optional<Map<String, String>> options, Optional<Map<String, String>> labels) {
        this(type, source, target, mode, writable, propagation, copies, driver, options, labels, false);
    }
}
