/** What makes certificates, in a file of its own: it is large, and most starts find every certificate as it has to be. */
export { issueLeaf, issueRoot } from '@kubets/component/certificates';
