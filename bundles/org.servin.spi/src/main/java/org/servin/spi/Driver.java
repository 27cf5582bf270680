package org.servin.spi;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Capability;
import org.osgi.service.component.annotations.ComponentPropertyType;

/**
 * Declares a component as a driver. The values become service properties and, through the bundle's manifest, a capability:
 * what a jar offers is known before it starts.
 */
@ComponentPropertyType
@Capability(namespace = "org.servin.driver", name = "${#kind}/${#name}", attribute = {"kind=${#kind}", "driver=${#name}"})
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface Driver {
    /** Prefix of the service properties: {@code servin.driver.kind}, {@code servin.driver.name}, {@code servin.driver.priority}, {@code servin.driver.listed}. */
    String PREFIX_ = "servin.driver.";

    /** The kind of driver: {@code storage}, {@code network}, {@code volume}, {@code log}, {@code auth}, {@code authz} or {@code runtime}. */
    String kind();

    /** The name clients select the driver by, matching {@code [a-z][a-z0-9_-]*}; unique within its kind. */
    String name();

    /** Which usable driver serves where no name was asked for: the highest. */
    int priority() default 0;

    /** Whether {@code docker info} lists it among the plugins: dockerd does not do so with what is a word of its own there. */
    boolean listed() default true;
}
