package org.servin.image;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/** A service that knows who needs images. */
@ConsumerType
public interface ImageUsers {
    /** A container that was made from an image. */
    record User(String containerId, ImageId image, boolean running) { }

    /** All of them, now. */
    List<User> users();
}
