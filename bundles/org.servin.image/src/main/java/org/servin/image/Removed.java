package org.servin.image;

/** One step of removing an image: a tag that went, or an image that was deleted; the other string is empty. */
public record Removed(String untagged, String deleted) { }
