/* The product's version, shown by the API and by every program's -V. */
#ifndef K8SM_BASE_VERSION_H
#define K8SM_BASE_VERSION_H

#define K8SM_VERSION "0.2.0"

#endif
