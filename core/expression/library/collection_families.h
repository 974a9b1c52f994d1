#pragma once

#include "core/expression/types/library.h"

namespace gatelens::expression {

// The families that registerCollections calls.

void registerList(LibraryBuilder& library); ///< List<T>, ReadOnlyCollection<T>
void registerDictionaries(LibraryBuilder& library); ///< Dictionary<K, V>, its interfaces, pairs
void registerSetsAndQueues(LibraryBuilder& library); ///< HashSet<T>, Queue<T>, Stack<T>
void registerTuples(LibraryBuilder& library);

} // namespace gatelens::expression
