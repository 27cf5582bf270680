package org.servin.storage.overlay2;

import java.lang.annotation.Annotation;

/** A configuration for tests. */
@SuppressWarnings("annotation")
record TestConfig(String root) implements OverlayDriver.Config {
    @Override
    public String[] storage$_$opts() {
        return new String[0];
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return OverlayDriver.Config.class;
    }
}
