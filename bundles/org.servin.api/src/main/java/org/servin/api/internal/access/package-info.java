/** Who calls, whether they may do what they want, and who is told. */
package org.servin.api.internal.access;
