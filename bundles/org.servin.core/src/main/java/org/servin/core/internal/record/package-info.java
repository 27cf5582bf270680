/** What all parts of the engine do with records. */
package org.servin.core.internal.record;
