/** JSON as dockerd, a Go program, reads it: what is no JSON, what does not fit the type that is expected, and the words for both. */
package org.servin.api.internal.json;
