/** The JSON of the answers, component by component as dockerd writes it, and how it is made from the engine's model. */
package org.servin.api.internal.wire;
