package org.servin.image.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.image.Image;
import org.servin.image.ImageListener;

/** Tells listeners what happens to images, with dockerd's attributes: the image's labels and the name it goes by. Thread-safe. */
public final class Announcements {
    private final List<ImageListener> listeners = new CopyOnWriteArrayList<>();

    /** Adds a listener. */
    public void add(ImageListener listener) {
        listeners.add(listener);
    }

    /** Takes one away. */
    public void remove(ImageListener listener) {
        listeners.remove(listener);
    }

    /** Tells them. */
    public void tell(String action, String id, String name, Optional<Image> image) {
        Map<String, String> attributes = new HashMap<>();
        image.map(i -> i.settings().labels()).ifPresent(attributes::putAll);
        attributes.put("name", name);
        tell(action, id, attributes);
    }

    /** Tells that unused images were removed, and how many bytes that freed. */
    public void pruned(long freed) {
        tell("prune", "", Map.of("reclaimed", Long.toString(freed)));
    }

    private void tell(String action, String id, Map<String, String> attributes) {
        listeners.forEach(listener -> listener.happened(action, id, Map.copyOf(attributes)));
    }
}
