package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonAutoDetect;

/** The empty object that the Docker API writes as the value of a set's members. */
@JsonAutoDetect
public record Empty() {
    /** The one value. */
    public static final Empty VALUE = new Empty();
}
