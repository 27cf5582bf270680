/**
 * What every kind of driver shares: how a driver is declared, how it says whether this host can use it, and how it fails.
 *
 * <p>The contracts themselves live in one package per kind: {@code storage}, {@code network}, {@code volume}, {@code log},
 * {@code auth} and {@code runtime}. A driver is a Declarative Services component that implements one of those interfaces
 * and carries {@link org.servin.spi.Driver}; nothing else is needed to be found.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.2.0")
package org.servin.spi;
