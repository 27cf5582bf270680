/**
 * Containers: what they are asked to be, what they are, and what can be done with them.
 *
 * <p>{@link org.servin.core.container.ContainerConfig} and {@link org.servin.core.container.HostConfig} are the declared configuration as the
 * Docker API spells it. They are kept and given back as they came, so a null component means "not given"; everywhere else in the
 * engine there are no nulls. They are the engine's persisted form; what an API version shows is shaped from them by the API.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.core.container;
