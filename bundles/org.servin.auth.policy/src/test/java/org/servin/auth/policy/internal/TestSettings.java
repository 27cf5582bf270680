package org.servin.auth.policy.internal;

import java.lang.annotation.Annotation;
import java.nio.file.Path;

/** Settings as declarative services hand them over. */
record TestSettings(String[] authorization, String policy$_$file) implements PolicySettings {
    static TestSettings of(Path file, String... authorization) {
        return new TestSettings(authorization, file.toString());
    }

    @Override
    public Class<? extends Annotation> annotationType() {
        return PolicySettings.class;
    }
}
