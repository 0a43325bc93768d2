/** The venue's REST API: request → limits, fault, signature → exchange → the venue's JSON. */
package quantum.paper.rest;
