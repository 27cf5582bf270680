/** Counts what the engine does. */
package org.servin.core.internal.meter;
