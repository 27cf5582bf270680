package org.servin.api.internal.access;

import org.servin.spi.auth.Principal;

/**
 * A caller who is known.
 *
 * @param principal who
 * @param driver the authentication driver that says so; empty if none was asked
 */
record Identity(Principal principal, String driver) { }
