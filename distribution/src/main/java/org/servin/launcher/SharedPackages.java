package org.servin.launcher;

/** The packages that bundles take from the launcher's class path: the logging API, and the APIs of the services that the launcher itself calls. */
final class SharedPackages {
    /** As for {@code org.osgi.framework.system.packages.extra}. The versions are those of the jars in {@code lib/}; a test compares them. */
    static final String LIST = String.join(",",
            "org.slf4j;version=2.0.17",
            "org.slf4j.event;version=2.0.17",
            "org.slf4j.helpers;version=2.0.17",
            "org.slf4j.spi;version=2.0.17",
            "org.osgi.service.cm;version=1.6.1",
            "org.osgi.service.component;version=1.5.1",
            "org.osgi.service.component.propertytypes;version=1.5",
            "org.osgi.service.component.runtime;version=1.5",
            "org.osgi.service.component.runtime.dto;version=1.5",
            "org.osgi.util.function;version=1.2",
            "org.osgi.util.promise;version=1.3.0",
            "sun.misc");

    private SharedPackages() { }
}
