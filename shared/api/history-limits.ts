/** of a version's name, in UTF-16 units */
export const MAX_VERSION_NAME_LENGTH = 100;
