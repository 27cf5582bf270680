package org.servin.core.internal.event;

import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.event.Events;
import org.servin.image.ImageListener;

/** Tells of what happens to images. */
@Component
public final class ImageEvents implements ImageListener {
    private final Events events;

    /** Tells these. */
    @Activate
    public ImageEvents(@Reference Events events) {
        this.events = events;
    }

    @Override
    public void happened(String action, String id, Map<String, String> attributes) {
        events.publish("image", action, id, attributes);
    }
}
