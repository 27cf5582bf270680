/** No log. */
package org.servin.log.none;
